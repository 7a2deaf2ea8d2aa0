"""The `luoshu` command; every part registers its own verbs."""
