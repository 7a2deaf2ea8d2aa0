"""`python -m luoshu.config` is the `luoshu` command."""

from luoshu.config.command import main

main()
