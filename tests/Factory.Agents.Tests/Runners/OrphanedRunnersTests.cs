using Factory.Agents.Runners;
using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Tasks;
using Factory.Domain.Attempts;
using Factory.Domain.Configuration;
using Factory.Domain.Sandbox;
using Factory.Workspaces.Tests.WorkingCopies;

namespace Factory.Agents.Tests.Runners;

/// <summary>A silo that was killed between the end of an attempt and that of its CLI.</summary>
public sealed class OrphanedRunnersTests : IDisposable
{
    private static readonly AttemptId Ended = AttemptId.Parse("attempt-ended");
    private static readonly AttemptId Running = AttemptId.Parse("attempt-running");
    private static readonly AttemptId Foreign = AttemptId.Parse("attempt-of-another-factory");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task End_Survivors_EndsThoseOfItsOwnEndedAttemptsOnly()
    {
        var paths = new FactoryPaths(_folder.In("data"));
        Directory.CreateDirectory(paths.RunnerSession(Ended));
        Directory.CreateDirectory(paths.RunnerSession(Running));
        var sandbox = new Survivors([RunnerTag.Create(Ended), RunnerTag.Create(Running), RunnerTag.Create(Foreign), "runner-of-none"]);

        await new OrphanedRunners(sandbox, new OneAttempt(Running), paths).EndAsync();

        sandbox.Disposed.Select(RunnerTag.AttemptOf).ShouldBe([Ended]);
    }

    private sealed class Survivors(IReadOnlyList<string> tags) : ISandbox
    {
        public List<string> Disposed { get; } = [];

        public string Description => "fake";

        public bool IsIsolated => true;

        public IReadOnlyList<string> FindSurvivors(string prefix) =>
            [.. tags.Where(tag => tag.StartsWith(prefix, StringComparison.Ordinal))];

        public ISandboxedProcess? Adopt(SandboxedCommand command) => new Survivor(this, command.SurvivalTag!);

        public ISandboxedProcess Start(SandboxedCommand command) => throw new NotSupportedException();

        public Task<CommandResult> RunAsync(SandboxedCommand command, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }

    private sealed class Survivor(Survivors all, string tag) : ISandboxedProcess
    {
        public Task<int> Completion => new TaskCompletionSource<int>().Task;

        public string OutputTail => "";

        public string? ExceededLimit => null;

        public ValueTask DisposeAsync()
        {
            all.Disposed.Add(tag);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class OneAttempt(AttemptId running) : IAttemptRunner
    {
        public bool IsRunning(AttemptId attempt) => attempt == running;

        public void Start(AttemptRequest request) => throw new NotSupportedException();

        public Task<bool> TryContinueAsync(AttemptRequest request) => throw new NotSupportedException();

        public void Cancel(AttemptId attempt, string reason) => throw new NotSupportedException();

        public void CancelAll(string reason) => throw new NotSupportedException();

        public void Fail(AttemptId attempt, Problem problem) => throw new NotSupportedException();

        public void Tell(AttemptId attempt, TaskMessage message) => throw new NotSupportedException();

        public void Answer(AttemptId attempt, QuestionId question, string answer) => throw new NotSupportedException();
    }
}
