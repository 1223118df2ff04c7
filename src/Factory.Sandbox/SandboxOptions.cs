namespace Factory.Sandbox;

/// <summary>How commands are contained.</summary>
public sealed class SandboxOptions
{
    /// <summary>Resident memory of one command's whole process tree; more kills it.</summary>
    /// <value>Default 4 GiB; at least 64 MiB. Bytes.</value>
    /// <remarks>Watched, not reserved: .NET reserves address space far beyond what it uses, so a limit on that would stop every build.</remarks>
    public long MaxMemoryBytes { get; set; } = 4L * 1024 * 1024 * 1024;

    /// <summary>What the folders that a command may write can hold together, deleted files that it keeps open included; more kills it.</summary>
    /// <value>Default 8 GiB; at least 1 MiB. Bytes.</value>
    /// <remarks>Measured when the disk's free space has shrunk by a quarter of it since the last measurement, so the cost follows what is written.</remarks>
    public long MaxDiskBytes { get; set; } = 8L * 1024 * 1024 * 1024;

    /// <summary>What a command may keep in its private <c>/tmp</c>, its home included; the same again in <c>/dev/shm</c>. Both are memory. Bubblewrap only.</summary>
    /// <value>Default 2 GiB; at least 1 MiB. Bytes.</value>
    public long MaxTemporaryBytes { get; set; } = 2L * 1024 * 1024 * 1024;

    /// <summary>False to run without bubblewrap also where it is installed.</summary>
    /// <value>Default true.</value>
    public bool UseBubblewrap { get; set; } = true;

    /// <summary>True when the operator accepts that commands of any provider run without a sandbox (<c>--unsandboxed</c>).</summary>
    /// <value>Default false.</value>
    public bool Unsandboxed { get; set; }

    /// <summary>Further folders with tools that commands may read; they do not come on the search path.</summary>
    /// <value>Full paths; default none.</value>
    public IList<string> ToolFolders { get; } = [];
}
