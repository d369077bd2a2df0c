internal import CLinux
internal import Glibc
internal import SystemCalls

/// Memory that is shared with a tracer: it writes down calls, and here they are read.
///
/// It outlives its tracer, so what was written is not lost when that is killed. `@unchecked`: one
/// thread reads, and the C behind it orders what both sides see.
final class TraceBoard: @unchecked Sendable {
    private let board: OpaquePointer

    init() throws(SystemCallError) {
        guard let board = nl_board_make() else {
            throw SystemCallError("mmap", "shared memory", errno: ENOMEM)
        }
        self.board = board
    }

    deinit { nl_board_end(board) }

    /// Where it is, here and in what is cloned from this process.
    var address: UInt { UInt(bitPattern: board) }

    /// Whether calls are written down; else they pass at once.
    func record(_ isOn: Bool) { nl_board_switch(board, isOn ? 1 : 0) }

    /// What was written since it was asked last, at most that many.
    func take(atMost count: Int) -> [TraceRecord] {
        var records: [TraceRecord] = []
        while records.count < count {
            let bytes = [UInt8](unsafeUninitializedCapacity: TraceRecord.mostBytes) { room, size in
                size = nl_board_take(board, room.baseAddress)
            }
            if bytes.isEmpty { break }
            if let record = TraceRecord(bytes) { records.append(record) }
        }
        return records
    }

    /// How many calls could not be written down since it was asked last.
    func takeLost() -> Int { Int(clamping: nl_board_take_lost(board)) }

    /// Lets pass what a killed tracer was at.
    func letPass(_ listener: Int32) { nl_board_let_pass(board, listener) }
}
