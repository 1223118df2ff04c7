namespace Factory.Sandbox.Seccomp;

/// <summary>When a system call fails, and with which error.</summary>
/// <param name="Call">The system call.</param>
/// <param name="Error">The value of <c>errno</c>.</param>
/// <param name="Condition">The condition on its arguments; null when it always fails.</param>
internal sealed record SystemCallRule(SystemCall Call, ushort Error, ArgumentCondition? Condition = null);

/// <summary>A condition under which a system call fails. The kernel compares the low 32 bits of an argument.</summary>
/// <param name="Argument">The index of the argument, from 0.</param>
internal abstract record ArgumentCondition(int Argument);

/// <summary>At least one bit of a mask is set.</summary>
/// <param name="Argument">The index of the argument.</param>
/// <param name="Mask">The bits.</param>
internal sealed record AnyBitSet(int Argument, uint Mask) : ArgumentCondition(Argument);

/// <summary>The argument is one of some values.</summary>
/// <param name="Argument">The index of the argument.</param>
/// <param name="Values">The values.</param>
internal sealed record IsAnyOf(int Argument, IReadOnlyList<uint> Values) : ArgumentCondition(Argument);

/// <summary>
/// The argument is none of some values, or is the value that depends on another argument, and that one differs.
/// </summary>
/// <param name="Argument">The index of the argument.</param>
/// <param name="Values">The values that pass.</param>
/// <param name="Dependent">A further value that passes only when <paramref name="Second"/> is 0.</param>
/// <param name="Second">The index of the other argument.</param>
internal sealed record IsNoneOf(int Argument, IReadOnlyList<uint> Values, uint Dependent, int Second) : ArgumentCondition(Argument);
