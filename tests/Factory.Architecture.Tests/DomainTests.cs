using System.Reflection;
using System.Runtime.CompilerServices;

namespace Factory.Architecture.Tests;

/// <summary>Domain decides: it does not wait, read clocks or environment, or touch the world.</summary>
public sealed class DomainTests
{
    private static readonly string[] World =
    [
        "System.IO.File", "System.IO.FileInfo", "System.IO.Directory", "System.IO.DirectoryInfo", "System.IO.FileStream", "System.IO.StreamReader", "System.IO.StreamWriter",
        "System.Net.", "System.Diagnostics.Process", "System.Diagnostics.Stopwatch", "System.Environment", "System.Console", "System.Random",
        "System.Threading.Thread", "System.Threading.Timer", "System.Threading.Tasks.Task.Run", "System.Threading.Tasks.Task.Delay", "System.Threading.Tasks.TaskFactory",
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow", "System.Guid.NewGuid", "Microsoft.Data.",
    ];

    /// <summary>What the compiler itself puts into iterators.</summary>
    private const string IteratorsOwn = "System.Environment.get_CurrentManagedThreadId";

    [Theory]
    [InlineData("Factory.Domain")]
    [InlineData("Factory.Contracts")]
    public void Members_OfTheOutsideWorld_AreNotUsed(string assembly) =>
        Compiled.Members(assembly).Where(m => m != IteratorsOwn && Touches(m)).ShouldBeEmpty();

    [Fact]
    public void Methods_NeverWait() =>
        Assembly.Load("Factory.Domain").GetTypes()
            .SelectMany(t => t.GetMethods(BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(m => m.GetCustomAttribute<AsyncStateMachineAttribute>() is not null)
            .Select(m => $"{m.DeclaringType}.{m.Name}")
            .ShouldBeEmpty();

    /// <summary>An entry with a dot at its end is a namespace, one of a type covers its members, one of a member only that.</summary>
    private static bool Touches(string member) =>
        World.Any(w => member == w || (w[^1] == '.' ? member.StartsWith(w, StringComparison.Ordinal) : member.StartsWith(w + ".", StringComparison.Ordinal)));
}
