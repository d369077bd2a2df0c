public import ArgumentParser
public import Course

extension ReportFormat: ExpressibleByArgument {}
extension GradeFormat: ExpressibleByArgument {}
