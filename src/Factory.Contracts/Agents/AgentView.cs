using Factory.Contracts.Metering;

namespace Factory.Contracts.Agents;

/// <summary>An agent of the roster as the API returns it.</summary>
[GenerateSerializer, Immutable, Alias("AgentView")]
public sealed record AgentView
{
    [Id(0)] public required AgentId Id { get; init; }

    [Id(1)] public required string Name { get; init; }

    /// <summary>One line.</summary>
    [Id(2)] public required string Role { get; init; }

    /// <summary>The kinds of task it takes.</summary>
    [Id(3)] public required IReadOnlyList<string> Kinds { get; init; }

    /// <summary>How many attempts it works on at once, at most.</summary>
    [Id(4)] public required int Parallelism { get; init; }

    /// <summary>What it works on now.</summary>
    [Id(5)] public IReadOnlyList<AttemptId> ActiveAttempts { get; init; } = [];

    [Id(6)] public int Succeeded { get; init; }

    [Id(7)] public int Failed { get; init; }

    [Id(8)] public TokenUsage Usage { get; init; }

    [Id(9)] public Usd Cost { get; init; }
}
