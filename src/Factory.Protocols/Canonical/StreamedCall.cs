namespace Factory.Protocols.Canonical;

/// <summary>A tool call that comes in pieces, with what tells the pieces of one call from those of the next.</summary>
public abstract class StreamedCall
{
    /// <value>Its id; empty where the provider gives none.</value>
    public string Id { get; private set; } = "";

    /// <value>The tool, under its flat name, as far as it has come; empty before.</value>
    public string Name { get; private set; } = "";

    /// <value>Whether any of its arguments have come.</value>
    public abstract bool HasArguments { get; }

    /// <summary>Whether its arguments are a complete object.</summary>
    public abstract bool HasCompleteArguments();

    /// <summary>Takes id and name from a piece.</summary>
    internal void Identify(in ToolCallDelta delta)
    {
        Id = Id.Length > 0 ? Id : delta.Id;

        // A name may come late and in pieces; some servers repeat the whole name in each piece.
        var piece = delta.Name ?? "";
        if (Name.Length == 0 || (piece != Name && !HasArguments))
        {
            Name += piece;
        }
    }
}
