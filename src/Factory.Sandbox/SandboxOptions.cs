namespace Factory.Sandbox;

/// <summary>Limits and isolation of the commands that agents and products run.</summary>
public sealed class SandboxOptions
{
    /// <summary>
    /// The resident memory that the process tree of one command may use. A command that exceeds it is killed.
    /// </summary>
    /// <value>In bytes. Default 4 GiB, at least 64 MiB.</value>
    /// <remarks>
    /// Resident memory is measured, not address space: .NET reserves far more addresses than it uses, so that a limit
    /// on those would stop every build.
    /// </remarks>
    public long MaxMemoryBytes { get; set; } = 4L * 1024 * 1024 * 1024;

    /// <summary>
    /// The disk space that all folders which a command may write to can occupy together, including deleted files that
    /// it keeps open. A command that exceeds it is killed.
    /// </summary>
    /// <value>In bytes of disk blocks. Default 8 GiB, at least 1 MiB.</value>
    /// <remarks>
    /// Measured whenever the free space of the disk has shrunk by a quarter of this value, so that the cost grows with
    /// what is written, and when the command has ended. Blocks count, not lengths: a file may have holes.
    /// </remarks>
    public long MaxDiskBytes { get; set; } = 8L * 1024 * 1024 * 1024;

    /// <summary>
    /// The number of files, folders and links in all folders that a command may write to. A command that exceeds it is
    /// killed.
    /// </summary>
    /// <value>Default 1,000,000, at least 1,000.</value>
    public long MaxDiskEntries { get; set; } = 1_000_000;

    /// <summary>
    /// The free disk space that is kept for the silo. Below it, a command whose folders keep growing is killed, however
    /// little they contain.
    /// </summary>
    /// <value>In bytes. Default 512 MiB; 0 turns it off.</value>
    public long MinFreeDiskBytes { get; set; } = 512L * 1024 * 1024;

    /// <summary>As <see cref="MinFreeDiskBytes"/>, for the number of files that the file system can still create.</summary>
    /// <value>Default 20,000; 0 turns it off.</value>
    public long MinFreeDiskEntries { get; set; } = 20_000;

    /// <summary>
    /// The share of a command in the processors when there is not enough for all, compared with 100 for the silo and
    /// other programs.
    /// </summary>
    /// <value>1 to 100. Default 50. Applies where the silo may create control groups; without them, commands run with
    /// a lower priority (<c>nice</c> 5).</value>
    public int CpuWeight { get; set; } = 50;

    /// <summary>How many processors one command may keep busy, on average over 100 ms.</summary>
    /// <value>Default 0: all. At least 0.1 otherwise. Applies where the silo may create control groups.</value>
    public double MaxProcessors { get; set; }

    /// <summary>
    /// The size of a command's private <c>/tmp</c>, which includes its home, and of its <c>/dev/shm</c>. Both are in
    /// memory. Applies to bubblewrap only.
    /// </summary>
    /// <value>In bytes, for each of the two. Default 2 GiB, at least 1 MiB.</value>
    public long MaxTemporaryBytes { get; set; } = 2L * 1024 * 1024 * 1024;

    /// <summary>Whether bubblewrap is used where it is installed.</summary>
    /// <value>Default true.</value>
    public bool UseBubblewrap { get; set; } = true;

    /// <summary>
    /// Whether commands from every provider may run without isolation when there is no bubblewrap
    /// (<c>--unsandboxed</c>).
    /// </summary>
    /// <value>Default false.</value>
    public bool Unsandboxed { get; set; }

    /// <summary>Further folders with tools that commands may read. They are not added to the search path.</summary>
    /// <value>Full paths. Default none.</value>
    public IList<string> ToolFolders { get; } = [];
}
