namespace Factory.Sandbox;

/// <summary>The first process of a command.</summary>
internal interface ICommandProcess : IDisposable
{
    /// <summary>The tag in the environment of the command's processes.</summary>
    string Tag { get; }

    /// <summary>Its process id.</summary>
    int Id { get; }

    /// <summary>True when it has ended.</summary>
    bool HasExited { get; }

    /// <summary>Its exit code, once it has ended; -1 when nobody can tell any more.</summary>
    int ExitCode { get; }

    /// <summary>What it prints; empty where that goes to a file.</summary>
    Stream Output { get; }

    /// <summary>Waits until it ends.</summary>
    Task WaitForExitAsync(CancellationToken cancellationToken);

    /// <summary>Deletes what the command had for itself, after all of its processes have ended.</summary>
    Task CleanUpAsync();
}
