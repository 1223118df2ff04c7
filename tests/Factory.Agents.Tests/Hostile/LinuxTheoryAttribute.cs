namespace Factory.Agents.Tests.Hostile;

/// <summary>A control of a hostile case: it needs Linux, and no bubblewrap.</summary>
internal sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute()
    {
        if (!OperatingSystem.IsLinux())
        {
            Skip = "The orders are about /proc and the shell of Linux.";
        }
    }
}
