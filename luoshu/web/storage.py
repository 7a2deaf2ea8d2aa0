"""Static files under names with a digest, once they have been collected; before that under their own."""

from functools import lru_cache

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedOnceCollected(CompressedManifestStaticFilesStorage):
    """Names with a digest are kept for ever by browsers; a checkout that never served has none and needs none."""

    def stored_name(self, name):
        """The name in the manifest, else the name itself."""
        return self.hashed_files.get(self.hash_key(self.clean_name(name)), name)

    @lru_cache(maxsize=256)  # noqa: B019 - there is one storage as long as the process lives
    def url(self, name, force=False):
        """The address of a file; pages name the same few dozens over and over."""
        return super().url(name, force)
