/// What a verification run comes to.
public enum Verification {
    /// The command's exit status: 0 where all passed, 1 where a step failed, 3 where no lab could
    /// be made.
    ///
    /// 1 wins over 3: a failed step says something about a lesson, a missing lab only about the
    /// machine. A skip, of a lesson or of a step, is neither; `strict` makes it a failure like any
    /// other, so that it wins too.
    public static func exitStatus(of results: [LessonResult], strict: Bool = false) -> Int32 {
        var status: Int32 = 0
        for result in results {
            switch result.outcome {
            case .passed: if strict, result.count(\.isSkipped) > 0 { return 1 }
            case .failed: return 1
            case .skipped: if strict { return 1 }
            case .noLab: status = 3
            }
        }
        return status
    }
}
