"""Publishing: the one write, for what leaves the house leaves an act."""

from hashlib import sha256

from luoshu.core import place
from luoshu.core.acts import action, note
from luoshu.core.errors import NotAllowed
from luoshu.core.log import keys
from luoshu.core.permissions import SYSTEM
from luoshu.core.publishing import bundles
from luoshu.core.publishing.carriage import bundled


@action("cases.publish")
def publish(*, path, by):
    """Write the signed bundle for the portal; how many notices and answers are in it."""
    if by.role != SYSTEM:
        raise NotAllowed("公示包由系统发布", "请在服务器上运行 luoshu portal export。")
    content = bundles.content()
    text = bundled(content, keys.sign)
    place.write_private(path, text)
    counts = {"notices": len(content["notices"]), "answers": len(content["answers"])}
    note(subject="公示包", digest=sha256(text.encode()).hexdigest(), **counts)
    return counts
