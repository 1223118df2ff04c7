using Factory.Contracts.Metering;

namespace Factory.Contracts.Agents;

/// <summary>An agent of the roster as the API returns it.</summary>
[GenerateSerializer, Immutable, Alias("AgentView")]
public sealed record AgentView
{
    /// <summary>Its id.</summary>
    [Id(0)] public required AgentId Id { get; init; }

    /// <summary>Display name: <c>Rex</c>.</summary>
    [Id(1)] public required string Name { get; init; }

    /// <summary>Its role, one or two words: <c>Builder</c>.</summary>
    [Id(2)] public required string Role { get; init; }

    /// <summary>The kinds of task it takes.</summary>
    [Id(3)] public required IReadOnlyList<string> Kinds { get; init; }

    /// <summary>Maximum number of attempts at the same time.</summary>
    [Id(4)] public required int Parallelism { get; init; }

    /// <summary>Attempts that are running.</summary>
    [Id(5)] public IReadOnlyList<AttemptId> ActiveAttempts { get; init; } = [];

    /// <summary>Attempts that succeeded.</summary>
    [Id(6)] public int Succeeded { get; init; }

    /// <summary>Attempts that failed; lost and cancelled ones do not count.</summary>
    [Id(7)] public int Failed { get; init; }

    /// <summary>Tokens of all ended attempts.</summary>
    [Id(8)] public TokenUsage Usage { get; init; }

    /// <summary>Cost of all ended attempts.</summary>
    [Id(9)] public Usd Cost { get; init; }
}
