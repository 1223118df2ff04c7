using Factory.Contracts.Errors;

namespace Factory.Domain;

/// <summary>What comes of a command: events, nothing (it was done before), or a refusal.</summary>
/// <typeparam name="TEvent">The noun's events.</typeparam>
public sealed record Decision<TEvent>(IReadOnlyList<TEvent> Events, Problem? Problem)
{
    /// <summary>The command was carried out before; nothing changes.</summary>
    public static Decision<TEvent> Unchanged { get; } = new([], null);

    /// <summary>The command is accepted.</summary>
    public static Decision<TEvent> Accept(params IReadOnlyList<TEvent> events) => new(events, null);

    /// <summary>The command is refused; nothing changes.</summary>
    public static Decision<TEvent> Reject(string code, string message, string? hint = null) => new([], new Problem(code, message, hint));
}
