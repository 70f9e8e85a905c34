/// The stable name of a message, such as `syntax.unclosed-block`.
package struct DiagnosticID: Hashable, Sendable {
  /// The readable name.
  package var slug: String

  /// Makes the identifier with this name.
  package init(_ slug: String) {
    self.slug = slug
  }
}
