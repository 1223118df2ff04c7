using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Factory.Sandbox.Seccomp;

/// <summary>Translates <see cref="SeccompRules"/> to the program that the kernel runs at each system call.</summary>
/// <remarks>The format is classic BPF over <c>struct seccomp_data</c> (seccomp(2)).</remarks>
internal static class SeccompProgram
{
    private const ushort LoadWord = 0x20;
    private const ushort JumpIfEqual = 0x15;
    private const ushort JumpIfAtLeast = 0x35;
    private const ushort JumpIfAnyBit = 0x45;
    private const ushort Return = 0x06;

    private const uint Allow = 0x7FFF0000;
    private const uint Error = 0x00050000;
    private const uint KillProcess = 0x80000000;

    private const uint NumberOffset = 0;
    private const uint ArchitectureOffset = 4;
    private const uint ArgumentsOffset = 16;

    // The x32 calls of x86-64 have this bit in their number; they would pass a comparison with the numbers here.
    private const uint FirstX32Call = 0x40000000;
    private const ushort NotImplemented = 38;

    /// <summary>Returns the program for this machine; null for a processor whose system calls are not known.</summary>
    public static byte[]? ForThisMachine() => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => Assemble(SeccompRules.All, 0xC000003E, call => call.X64, hasX32: true),
        Architecture.Arm64 => Assemble(SeccompRules.All, 0xC00000B7, call => call.Arm64, hasX32: false),
        _ => null,
    };

    private static byte[] Assemble(IReadOnlyList<SystemCallRule> rules, uint architecture, Func<SystemCall, uint?> number, bool hasX32)
    {
        // A program for another architecture (32 bits) has other numbers: it is killed, because nothing could be
        // examined.
        List<Instruction> program =
        [
            new(LoadWord, ArchitectureOffset),
            new(JumpIfEqual, architecture, OnTrue: 1),
            new(Return, KillProcess),
            new(LoadWord, NumberOffset),
        ];
        if (hasX32)
        {
            program.Add(new(JumpIfAtLeast, FirstX32Call, OnFalse: 1));
            program.Add(new(Return, Error | NotImplemented));
        }

        foreach (var rule in rules)
        {
            if (number(rule.Call) is { } call)
            {
                var body = Translate(rule);
                program.Add(new(JumpIfEqual, call, OnFalse: (byte)body.Count));
                program.AddRange(body);
            }
        }

        program.Add(new(Return, Allow));
        return Encode(program);
    }

    // Each body ends with a return: the number of another call can no longer match.
    private static List<Instruction> Translate(SystemCallRule rule)
    {
        Instruction deny = new(Return, Error | rule.Error);
        Instruction allow = new(Return, Allow);
        return rule.Condition switch
        {
            null => [deny],
            AnyBitSet c => [Load(c.Argument), new(JumpIfAnyBit, c.Mask, OnFalse: 1), deny, allow],
            IsAnyOf c => [Load(c.Argument), .. JumpToEnd(c.Values), allow, deny],
            IsNoneOf c =>
            [
                Load(c.Argument), new(JumpIfEqual, c.Dependent, OnFalse: 3),
                Load(c.Second), new(JumpIfEqual, 0, OnTrue: (byte)(c.Values.Count + 2)), deny,
                .. JumpToEnd(c.Values), deny, allow,
            ],
            _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "A condition without a translation."),
        };
    }

    // Each comparison jumps over those that follow it and over one more instruction.
    private static IEnumerable<Instruction> JumpToEnd(IReadOnlyList<uint> values) =>
        values.Select((value, i) => new Instruction(JumpIfEqual, value, OnTrue: (byte)(values.Count - i)));

    private static Instruction Load(int argument) => new(LoadWord, ArgumentsOffset + (8 * (uint)argument));

    private static byte[] Encode(List<Instruction> program)
    {
        var bytes = new byte[program.Count * 8];
        for (var i = 0; i < program.Count; i++)
        {
            var target = bytes.AsSpan(i * 8, 8);
            BinaryPrimitives.WriteUInt16LittleEndian(target, program[i].Code);
            target[2] = program[i].OnTrue;
            target[3] = program[i].OnFalse;
            BinaryPrimitives.WriteUInt32LittleEndian(target[4..], program[i].Operand);
        }

        return bytes;
    }

    /// <summary>One instruction.</summary>
    /// <param name="Code">What it does.</param>
    /// <param name="Operand">The constant that it uses.</param>
    /// <param name="OnTrue">How many instructions a jump skips when its comparison is true.</param>
    /// <param name="OnFalse">How many instructions a jump skips otherwise.</param>
    private readonly record struct Instruction(ushort Code, uint Operand, byte OnTrue = 0, byte OnFalse = 0);
}
