/// One statement as it is written: a call, and the name that its result gets.
struct Statement: Hashable {
    struct Name: Hashable {
        let text: String
        let range: Range<Int>
    }

    /// Names and numbers joined by `|`.
    struct Term: Hashable {
        enum Kind: Hashable {
            case name(String)
            case number(Int64)
        }
        let kind: Kind
        let range: Range<Int>
    }

    struct Argument: Hashable {
        enum Kind: Hashable {
            case terms([Term])
            case text([UInt8])
            /// `{flags=CLONE_NEWUTS, exit_signal=SIGCHLD}`.
            case structure([Field])
            /// `&status`.
            case address(String)
        }
        let kind: Kind
        let range: Range<Int>
    }

    struct Field: Hashable {
        let name: Name
        let value: [Term]
    }

    let result: Name?
    let call: Name
    let arguments: [Argument]
    /// What a child does.
    let block: [Statement]?
    let blockRange: Range<Int>
    /// From the call's name to its last parenthesis.
    let range: Range<Int>
}
