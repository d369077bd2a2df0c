/// A lesson played in a lab.
///
/// This room knows lessons and labs, and what it means that a step has been done. It does *not*
/// know how a learner is spoken to, nor how a command line is read.
public import Lessons
internal import Namespaces

extension FactVocabulary {
    /// Every fact that a lesson may name: the engine's, and the learner's own words.
    public static let all = FactVocabulary(
        FactTree().shapes.map(Entry.init) + LearnersWords.entries)
}

extension FactVocabulary.Entry {
    fileprivate init(_ shape: FactShape) {
        self.init(
            shape.name, key: shape.isKeyed ? shape.isLeaf ? .optional : .required : .none,
            isLeaf: shape.isLeaf, isLeafWithKey: shape.isLeafWithKey,
            keyForm: shape.keyForm.map { form in
                FactVocabulary.KeyForm(example: form.example) { form.misfit(of: $0) }
            },
            shape.children.map(FactVocabulary.Entry.init),
            ofAll: shape.childrenOfAll.map(FactVocabulary.Entry.init))
    }
}

/// What a session, not the kernel, answers for.
enum LearnersWords {
    static let output = "output"
    static let status = "status"
    /// The system calls since the step began.
    static let calls = "calls"
    static let names: Set = [output, status, calls]
    static let entries = [output, status, calls].map { FactVocabulary.Entry($0) }
}
