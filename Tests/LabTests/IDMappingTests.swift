import Glibc
import Testing

@testable import Lab

@Suite struct IDMappingTests {
    private static let first: UInt32 = 0x7000_0000

    @Test("the machine's root maps a range of ids that no account has")
    func realRoot() {
        let all = "         0          0 4294967295\n"
        #expect(
            IDMapping.ofRoot(range: Self.first, map: all, isRealRoot: true)
                == .range(first: Self.first))
        // Also the root of a container that has every id, though not the first user namespace's.
        #expect(
            IDMapping.ofRoot(range: Self.first, map: all, isRealRoot: false)
                == .range(first: Self.first))
    }

    @Test(
        "root of a user namespace without that range is mapped as the ordinary user that it is",
        arguments: [
            "0 1000 1\n", "0 100000 65536\n", "0 1000 1\n1 100000 65536\n", "0 0 1879048192\n",
            "0 0 1879113727\n", "1879048193 0 65536\n", "",
        ])
    func rootless(map: String) {
        #expect(
            IDMapping.ofRoot(range: Self.first, map: map, isRealRoot: false)
                == .one(user: 0, group: getegid()))
    }

    @Test("the machine's root is never root of a lab, whatever it may not map")
    func neverRealRoot() {
        #expect(
            IDMapping.ofRoot(range: Self.first, map: "0 0 1\n", isRealRoot: true)
                == .range(first: Self.first))
    }
}
