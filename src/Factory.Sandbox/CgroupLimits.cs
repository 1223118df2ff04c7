namespace Factory.Sandbox;

/// <summary>The limits of a control group.</summary>
/// <param name="MaxProcesses">The number of processes.</param>
/// <param name="MaxMemoryBytes">The memory, in bytes.</param>
/// <param name="CpuWeight">The share in the processors, compared with 100 for others.</param>
/// <param name="MaxProcessors">How many processors it may keep busy; 0 for all.</param>
internal sealed record CgroupLimits(int MaxProcesses, long MaxMemoryBytes, int CpuWeight = 100, double MaxProcessors = 0);
