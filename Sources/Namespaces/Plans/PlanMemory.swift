internal import CLinux
import Glibc

/// A plan as the C child reads it, and the owner of its strings.
struct PlanMemory: ~Copyable {
    let operations: UnsafeMutableBufferPointer<nl_op>
    private var allocations: [UnsafeMutableRawPointer] = []
    /// Where the operations behind `awaitRest` will be found.
    private var rest: UnsafeMutablePointer<nl_rest>?
    private var restMemory: UnsafeMutablePointer<PlanMemory>?

    init(_ plan: Plan) {
        operations = .allocate(capacity: plan.entries.count)
        operations.initialize(repeating: nl_op())
        for (index, entry) in plan.entries.enumerated() {
            var op = encoded(entry.operation)
            op.traits = entry.mayFail ? Int32(NL_MAY_FAIL) : 0
            op.skip = Int32(entry.passedOverOnSuccess)
            op.inject = entry.injected ?? 0
            operations[index] = op
        }
    }

    deinit {
        for allocation in allocations { free(allocation) }
        operations.deallocate()
        restMemory?.deinitialize(count: 1)
        restMemory?.deallocate()
    }

    /// What stands behind `awaitRest`, once: before the byte is written that this waits for.
    mutating func setRest(_ plan: Plan) {
        guard let rest, restMemory == nil else { return }
        let memory = UnsafeMutablePointer<PlanMemory>.allocate(capacity: 1)
        memory.initialize(to: PlanMemory(plan))
        restMemory = memory
        rest.pointee = nl_rest(
            ops: memory.pointee.operations.baseAddress, count: memory.pointee.operations.count)
    }

    /// Where ``setRest(_:)`` will put what stands behind an operation that waits for it.
    mutating func placeOfRest() -> UnsafeRawPointer {
        let place = UnsafeMutablePointer<nl_rest>.allocate(capacity: 1)
        place.initialize(to: nl_rest())
        allocations.append(UnsafeMutableRawPointer(place))
        rest = place
        return UnsafeRawPointer(place)
    }

    mutating func text(_ string: String?) -> UnsafePointer<CChar>? {
        guard let string, let copy = strdup(string) else { return nil }
        allocations.append(copy)
        return UnsafePointer(copy)
    }

    private mutating func vector(
        _ strings: [String]
    ) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> {
        let array = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(
            capacity: strings.count + 1)
        for (index, string) in strings.enumerated() {
            array[index] = UnsafeMutablePointer(mutating: text(string))
        }
        array[strings.count] = nil
        allocations.append(UnsafeMutableRawPointer(array))
        return array
    }

    mutating func bytes(_ bytes: [UInt8], into op: inout nl_op) {
        guard let copy = malloc(max(bytes.count, 1)) else { return }
        copy.copyMemory(from: bytes, byteCount: bytes.count)
        allocations.append(copy)
        op.data = UnsafeRawPointer(copy)
        op.size = bytes.count
    }

    mutating func execution(
        _ file: String?, _ path: String?, _ arguments: [String], _ environment: [String]
    ) -> UnsafeRawPointer {
        let exec = UnsafeMutablePointer<nl_exec>.allocate(capacity: 1)
        exec.initialize(
            to: nl_exec(
                file: text(file), path: text(path), arguments: vector(arguments),
                environment: vector(environment)))
        allocations.append(UnsafeMutableRawPointer(exec))
        return UnsafeRawPointer(exec)
    }
}
