namespace Factory.Sandbox.Seccomp;

/// <summary>A system call that the filter examines.</summary>
/// <param name="Name">Its name in the manual pages.</param>
/// <param name="X64">Its number on x86-64; null where it does not exist.</param>
/// <param name="Arm64">Its number on AArch64; null where it does not exist.</param>
internal sealed record SystemCall(string Name, uint? X64, uint? Arm64);
