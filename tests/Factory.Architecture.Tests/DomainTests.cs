using System.Reflection;
using System.Runtime.CompilerServices;

namespace Factory.Architecture.Tests;

/// <summary>
/// Domain decides and never waits. <c>src/Factory.Domain/BannedSymbols.txt</c> bans what it must not call, at compile
/// time.
/// </summary>
public sealed class DomainTests
{
    [Fact]
    public void Methods_NeverWait() =>
        Assembly.Load("Factory.Domain").GetTypes()
            .SelectMany(t =>
                t.GetMethods(
                    BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(m => m.GetCustomAttribute<AsyncStateMachineAttribute>() is not null)
            .Select(m => $"{m.DeclaringType}.{m.Name}")
            .ShouldBeEmpty();
}
