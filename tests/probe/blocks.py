# SPDX-License-Identifier: Apache-2.0
"""What allocators give out for so many bytes, for the tests of sizes."""


def of_malloc(size):
    """glibc's: multiples of 16 with 8 bytes for itself, 32 at least."""
    return max(32, (size + 8 + 15) // 16 * 16)


def of_python(size):
    """Python's own up to 512 bytes, multiples of 16."""
    return (size + 15) // 16 * 16 if size <= 512 else of_malloc(size)
