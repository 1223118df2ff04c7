using System.Collections.Concurrent;
using System.Threading.Channels;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Tasks;
using Factory.Domain.Attempts;
using Factory.Grains.Abstractions.Attempts;

namespace Factory.Grains.Tests.Hosting;

/// <summary>Queues requests for the test instead of working on them.</summary>
internal sealed class FakeAttemptRunner(Func<IGrainFactory> grains) : IAttemptRunner
{
    private readonly Channel<AttemptRequest> _requests = Channel.CreateUnbounded<AttemptRequest>();
    private readonly ConcurrentDictionary<AttemptId, AttemptRequest> _running = new();

    public ConcurrentDictionary<AttemptId, AttemptStatus> Ended { get; } = new();

    public List<(AttemptId Attempt, string Answer)> Answers { get; } = [];

    /// <summary>True for attempts that take long to stop: the test ends them.</summary>
    public bool AreCancellationsHeld { get; set; }

    public void Start(AttemptRequest request)
    {
        if (_running.TryAdd(request.Attempt, request))
        {
            _requests.Writer.TryWrite(request);
        }
    }

    public Task<bool> TryContinueAsync(AttemptRequest request) => Task.FromResult(false);

    public void Cancel(AttemptId attempt, string reason)
    {
        if (!AreCancellationsHeld)
        {
            End(attempt, AttemptStatus.Cancelled, new Problem(ErrorCodes.AttemptCancelled, reason));
        }
    }

    public void CancelAll(string reason)
    {
        foreach (var attempt in _running.Keys)
        {
            Cancel(attempt, reason);
        }
    }

    public void Fail(AttemptId attempt, Problem problem) => End(attempt, AttemptStatus.Failed, problem);

    public bool IsRunning(AttemptId attempt) => _running.ContainsKey(attempt);

    public void Answer(AttemptId attempt, QuestionId question, string answer) => Answers.Add((attempt, answer));

    public List<(AttemptId Attempt, TaskMessage Message)> Messages { get; } = [];

    public void Tell(AttemptId attempt, TaskMessage message) => Messages.Add((attempt, message));

    /// <summary>The next request, which must be of this stage; fails with the stage's name when none comes.</summary>
    public async Task<AttemptRequest> NextAsync(string stage)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            var request = await _requests.Reader.ReadAsync(limit.Token);
            request.Spec.RunStage.ShouldBe(stage);
            return request;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"No attempt at stage '{stage}' was started.");
        }
    }

    /// <summary>The next request of any stage.</summary>
    public async Task<AttemptRequest> AnyAsync() => await _requests.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));

    /// <summary>True when no request is queued.</summary>
    public bool IsIdle => _requests.Reader.Count == 0;

    public Task SucceedAsync(AttemptRequest request, Artifact artifact) =>
        EndAsync(request, new AttemptResult(AttemptStatus.Succeeded, artifact, null, Progress));

    public Task FailAsync(AttemptRequest request, string code = ErrorCodes.ModelFailed) =>
        EndAsync(request, new AttemptResult(AttemptStatus.Failed, null, new Problem(code, "it went wrong"), Progress));

    private static AttemptProgress Progress => new(2, new(100, 50), default, "submitted");

    private void End(AttemptId attempt, AttemptStatus status, Problem problem)
    {
        if (_running.TryGetValue(attempt, out var request))
        {
            using (ExecutionContext.SuppressFlow())
            {
                _ = Task.Run(() => EndAsync(request, new AttemptResult(status, null, problem, Progress)));
            }
        }
    }

    private async Task EndAsync(AttemptRequest request, AttemptResult result)
    {
        await grains().GetGrain<IAttemptGrain>(request.Attempt.Value).Finish(result);
        _running.TryRemove(request.Attempt, out _);
        Ended.TryAdd(request.Attempt, result.Status);
    }
}
