using Factory.Domain.Sandbox;

namespace Factory.Deployments.Tests.Local;

/// <summary>Gives for each start what a test says, for failures that a real sandbox has seldom.</summary>
internal sealed class ScriptedSandbox(params Func<ISandboxedProcess>[] starts) : ISandbox
{
    private readonly TaskCompletionSource _lastStart = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _started;

    /// <summary>Completes with the last start that the test foresees.</summary>
    public Task LastStart => _lastStart.Task;

    public string Description => "scripted";

    public bool IsIsolated => false;

    public Task<CommandResult> RunAsync(SandboxedCommand command, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ISandboxedProcess Start(SandboxedCommand command)
    {
        if (_started == starts.Length - 1)
        {
            _lastStart.SetResult();
        }

        return starts[_started++]();
    }

    public ISandboxedProcess? Adopt(SandboxedCommand command) => null;

    public IReadOnlyList<string> FindSurvivors(string prefix) => [];

    /// <summary>A process of that completion and end.</summary>
    public sealed class Process(Task<int> completion, Exception? failureToEnd = null) : ISandboxedProcess
    {
        public static Process Running => new(new TaskCompletionSource<int>().Task);

        public Task<int> Completion => completion;

        public string OutputTail => "";

        public string? ExceededLimit => null;

        public ValueTask DisposeAsync() => failureToEnd is null ? ValueTask.CompletedTask : ValueTask.FromException(failureToEnd);
    }
}
