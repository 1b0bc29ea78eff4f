import GateImages
import Glibc

exit(ScanChild.run(CommandLine.arguments))
