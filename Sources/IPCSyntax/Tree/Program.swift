/// A parsed source file.
package struct Program: Sendable {
  /// The top-level statements in order.
  package var statements: [Statement]
  /// One more than the greatest `NodeID` in the tree, so that passes can keep tables by node.
  package var nodeCount: Int

  /// Makes a program of its statements.
  package init(statements: [Statement], nodeCount: Int) {
    self.statements = statements
    self.nodeCount = nodeCount
  }
}

/// The number of a name or function in one tree; passes keep what they learn in arrays indexed by it.
package struct NodeID: Hashable, Sendable {
  /// The position in such an array, from 0.
  package var index: Int

  /// Makes the identifier with this index.
  package init(index: Int) {
    self.index = index
  }
}

/// A written name: a declaration, a mention, a label or a field.
package struct Name: Sendable {
  /// The text as written.
  package var text: String
  /// Where it stands.
  package var span: SourceSpan
  /// Its number in the tree.
  package var id: NodeID

  /// Makes a name.
  package init(text: String, span: SourceSpan, id: NodeID) {
    self.text = text
    self.span = span
    self.id = id
  }
}

/// Statements between braces, with a scope of their own.
package struct Block: Sendable {
  /// The statements in order.
  package var statements: [Statement]
  /// From the opening to the closing brace.
  package var span: SourceSpan

  /// Makes a block.
  package init(statements: [Statement], span: SourceSpan) {
    self.statements = statements
    self.span = span
  }
}
