# SPDX-License-Identifier: Apache-2.0
import sys

from holdfast._run import main

main(sys.argv[1:])
