namespace Factory.Domain.Providers;

/// <summary>What the rehearsal models can do. Nothing else about them is known outside of their project.</summary>
public interface IRehearsal
{
    /// <summary>The names of the demonstration products.</summary>
    IReadOnlyList<string> Products { get; }

    /// <summary>The product that is built for an idea without a match.</summary>
    string Fallback { get; }

    /// <summary>Returns the product that an idea is matched to by its words; null when none fits.</summary>
    /// <param name="idea">The operator's words.</param>
    string? Match(string idea);

    /// <summary>Returns whether the models can play a task of this kind to its end.</summary>
    /// <param name="kind">A kind of <c>TaskKinds</c>, or one of the operator's own.</param>
    bool Supports(string kind);
}
