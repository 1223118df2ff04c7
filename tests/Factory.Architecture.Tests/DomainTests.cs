using System.Reflection;
using System.Runtime.CompilerServices;

namespace Factory.Architecture.Tests;

/// <summary>Domain decides: it does not wait. What it must not touch is banned by <c>src/Factory.Domain/BannedSymbols.txt</c>, at the line and at compile time.</summary>
public sealed class DomainTests
{
    [Fact]
    public void Methods_NeverWait() =>
        Assembly.Load("Factory.Domain").GetTypes()
            .SelectMany(t => t.GetMethods(BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(m => m.GetCustomAttribute<AsyncStateMachineAttribute>() is not null)
            .Select(m => $"{m.DeclaringType}.{m.Name}")
            .ShouldBeEmpty();
}
