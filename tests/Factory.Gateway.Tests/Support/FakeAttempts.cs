using System.Collections.Concurrent;
using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Tasks;
using Factory.Domain.Attempts;

namespace Factory.Gateway.Tests.Support;

/// <summary>Keeps which attempts were stopped, and why.</summary>
internal sealed class FakeAttempts : IAttemptRunner
{
    public ConcurrentQueue<(AttemptId Attempt, Problem Problem)> Failed { get; } = new();

    public void Fail(AttemptId attempt, Problem problem) => Failed.Enqueue((attempt, problem));

    public void Start(AttemptRequest request) => throw new NotSupportedException();

    public Task<bool> TryContinueAsync(AttemptRequest request) => Task.FromResult(false);

    public void Cancel(AttemptId attempt, string reason) => throw new NotSupportedException();

    public void CancelAll(string reason) => throw new NotSupportedException();

    public bool IsRunning(AttemptId attempt) => true;

    public void Answer(AttemptId attempt, QuestionId question, string answer) => throw new NotSupportedException();

    public void Tell(AttemptId attempt, TaskMessage message) => throw new NotSupportedException();
}
