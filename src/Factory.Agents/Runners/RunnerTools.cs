using System.Collections.Concurrent;
using System.Text.Json;
using Factory.Domain.Attempts;
using Microsoft.Extensions.AI;

namespace Factory.Agents.Runners;

/// <inheritdoc cref="IAttemptTools"/>
internal sealed class RunnerTools : IAttemptTools
{
    private readonly ConcurrentDictionary<AttemptId, RunnerToolSession> _sessions = [];

    /// <summary>Offers the tools of an attempt until the result is disposed.</summary>
    public IDisposable Offer(AttemptId attempt, RunnerToolSession session)
    {
        _sessions[attempt] = session;
        return new Offered(() => _sessions.TryRemove(attempt, out _));
    }

    /// <inheritdoc/>
    public IReadOnlyList<AIFunctionDeclaration>? Find(AttemptId attempt) =>
        _sessions.TryGetValue(attempt, out var session) ? session.Declarations : null;

    /// <inheritdoc/>
    public async Task<AttemptToolResult?> CallAsync(
        AttemptId attempt,
        string tool,
        IReadOnlyDictionary<string, JsonElement> arguments,
        CancellationToken cancellationToken) =>
        _sessions.TryGetValue(attempt, out var session) ? await session.CallAsync(tool, arguments, cancellationToken) : null;

    private sealed class Offered(Action withdraw) : IDisposable
    {
        public void Dispose() => withdraw();
    }
}
