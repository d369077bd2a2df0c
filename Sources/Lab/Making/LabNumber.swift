internal import Synchronization

/// Numbers the labs of this process, so that each has ids of its own.
enum LabNumber {
    private static let last = Atomic<UInt32>(0)
    static func next() -> UInt32 { last.wrappingAdd(1, ordering: .relaxed).newValue }
}
