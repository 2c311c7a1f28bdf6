# SPDX-License-Identifier: Apache-2.0
"""Takes the two sample dumps: python3 record.py [REQUESTS] [FOLDER]

before.hfdump is taken after a tenth of the requests, when the shop has warmed up; after.hfdump when all are served.
The dumps in this folder were recorded by record.sh, with 2000 requests.
"""

import os
import sys

import holdfast
import shop


def main():
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    folder = sys.argv[2] if len(sys.argv) > 2 else '.'
    service = shop.Shop()
    try:
        service.serve(requests // 10)
        holdfast.dump(os.path.join(folder, 'before.hfdump'))
        service.serve(requests - requests // 10)
        holdfast.dump(os.path.join(folder, 'after.hfdump'))
    finally:
        service.close()


if __name__ == '__main__':
    main()
