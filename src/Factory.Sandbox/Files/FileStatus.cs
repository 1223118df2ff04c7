namespace Factory.Sandbox.Files;

/// <summary>What the kernel knows about a file.</summary>
/// <param name="Mode">Kind and permissions.</param>
/// <param name="Owner">The id of its user.</param>
/// <param name="Device">The file system that contains it.</param>
/// <param name="Inode">Its number in the file system.</param>
/// <param name="Links">How many names it has.</param>
/// <param name="Length">Its length in bytes, holes included.</param>
/// <param name="AllocatedBytes">What it occupies on the disk.</param>
internal readonly record struct FileStatus(
    uint Mode, uint Owner, ulong Device, ulong Inode, uint Links, long Length, long AllocatedBytes)
{
    private const uint KindMask = 0xF000;

    /// <summary>Whether it is a directory.</summary>
    public bool IsDirectory => (Mode & KindMask) == 0x4000;

    /// <summary>Whether it is a regular file.</summary>
    public bool IsRegular => (Mode & KindMask) == 0x8000;

    /// <summary>Whether it is a Unix socket.</summary>
    public bool IsSocket => (Mode & KindMask) == 0xC000;

    /// <summary>The permission bits, without kind.</summary>
    public uint Permissions => Mode & 0xFFF;
}
