"""Runs the tests in a process per core, and says by name which kinds could not run here."""

import os
import shutil
import subprocess
import sys

KINDS = {
    "spark": ("java", "Spark 对照：没有找到 Java，请安装 openjdk-17-jre-headless"),
    "browser": ("chromium", "浏览器：没有找到 Chromium，请安装 chromium"),
}
# Tests of one file share what they build, so they stay in one process, in our order: whoever has begun with the
# browser's gets no other. Four servers are enough for any machine.
AT_ONCE = ["-n", "auto", "--maxprocesses", "4", "--dist", "loadfile", "--no-loadscope-reorder"]


def missing_kinds():
    """Markers whose program is not on this machine."""
    return [kind for kind, (program, _) in KINDS.items() if shutil.which(program) is None]


def main(arguments):
    soak = "--soak" in arguments
    rest = [a for a in arguments if a != "--soak"]
    missing = missing_kinds()
    if missing and os.environ.get("CI") == "true":
        print("CI 里不能缺：" + "；".join(KINDS[kind][1] for kind in missing), file=sys.stderr)
        return 1
    skipped = [f"not {kind}" for kind in missing] + ([] if soak else ["not soak"])
    marks = ["-m", " and ".join(skipped)] if skipped else []
    environment = {**os.environ, **({"LUOSHU_SOAK": "1"} if soak else {})}
    code = subprocess.run([sys.executable, "-m", "pytest", *AT_ONCE, *marks, *rest], env=environment).returncode
    if missing:
        print("没有运行的测试：" + "；".join(KINDS[kind][1] for kind in missing))
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
