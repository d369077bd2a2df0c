internal import Namespaces

extension [UInt8] {
    /// What a terminal was sent as text: lines end with `\n`, what is not UTF-8 is replaced.
    var textOfTerminal: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for (index, byte) in enumerated() {
            let isReturn = byte == UInt8(ascii: "\r")
            if isReturn, index + 1 < count, self[index + 1] == UInt8(ascii: "\n") { continue }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension [ProcessState] {
    /// Of those that have no child among them, the one that was started last.
    var youngestLeaf: Int32? {
        let parents = Set(map(\.parent))
        let leaves = filter { !parents.contains($0.pid) }
        return leaves.max { $0.startTime < $1.startTime }?.pid
    }
}
