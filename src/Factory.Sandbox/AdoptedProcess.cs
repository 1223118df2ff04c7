namespace Factory.Sandbox;

/// <summary>
/// A process that an earlier silo has started and that is not a child of this one: its end is seen, its exit code is not.
/// </summary>
internal sealed class AdoptedProcess : ICommandProcess
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    // Its id can belong to another process meanwhile, its id and start time cannot.
    private readonly long _started;
    private readonly TimeProvider _time;

    private AdoptedProcess(string tag, ProcessEntry process, TimeProvider time)
    {
        (Tag, Id, _started, _time) = (tag, process.Id, process.Started, time);
    }

    /// <inheritdoc/>
    public string Tag { get; }

    /// <inheritdoc/>
    public int Id { get; }

    /// <inheritdoc/>
    public bool HasExited => ProcessTable.Read(Id) is not { IsZombie: false } now || now.Started != _started;

    /// <inheritdoc/>
    public int ExitCode => -1;

    /// <inheritdoc/>
    public Stream Output => Stream.Null;

    /// <summary>Finds the first process of a command.</summary>
    /// <param name="tag">Its tag.</param>
    /// <param name="time">The clock.</param>
    /// <returns>Null when no process has the tag.</returns>
    public static AdoptedProcess? Find(string tag, TimeProvider time)
    {
        return ProcessTable.Read()
            .Where(process => !process.IsZombie && ProcessTag.Of(process.Id) == tag)
            .OrderBy(process => process.Started)
            .ThenBy(process => process.Id)
            .Select(process => new AdoptedProcess(tag, process, time))
            .FirstOrDefault();
    }

    /// <inheritdoc/>
    public async Task WaitForExitAsync(CancellationToken cancellationToken)
    {
        while (!HasExited)
        {
            await Task.Delay(PollInterval, _time, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public Task CleanUpAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
