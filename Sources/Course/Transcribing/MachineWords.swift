internal import Glibc

/// What programs tell of this machine that another would tell otherwise.
enum MachineWords {
    /// Release and version of the kernel, and the processor.
    static let all: [String] = {
        var names = utsname()
        guard uname(&names) == 0 else { return [] }
        func text<Tuple>(_ tuple: Tuple) -> String {
            withUnsafeBytes(of: tuple) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
        }
        return [text(names.version), text(names.release), text(names.machine)]
    }()
}
