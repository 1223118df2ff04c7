using Factory.Contracts.Errors;

namespace Factory.Domain;

/// <summary>Result of deciding a command: events, no change (it was carried out before), or a rejection.</summary>
/// <typeparam name="TEvent">Base type of the events.</typeparam>
/// <param name="Events">The events to apply, in order; empty when nothing changes.</param>
/// <param name="Problem">Why the command was rejected; null when it was not.</param>
public sealed record Decision<TEvent>(IReadOnlyList<TEvent> Events, Problem? Problem)
{
    /// <summary>The command was carried out before; nothing changes.</summary>
    public static Decision<TEvent> Unchanged { get; } = new([], null);

    /// <summary>The command is accepted.</summary>
    public static Decision<TEvent> Accept(params IReadOnlyList<TEvent> events) => new(events, null);

    /// <summary>The command is rejected; nothing changes.</summary>
    public static Decision<TEvent> Reject(string code, string message, string? hint = null) => new([], new Problem(code, message, hint));
}
