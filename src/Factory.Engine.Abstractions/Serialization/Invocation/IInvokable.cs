using System.Reflection;

namespace Orleans.Serialization.Invocation;

/// <summary>A call with its arguments.</summary>
public interface IInvokable : IDisposable
{
    int GetArgumentCount();

    object? GetArgument(int index);

    string GetMethodName();

    string GetInterfaceName();

    MethodInfo GetMethod();

    Type GetInterfaceType();

    CancellationToken GetCancellationToken() => default;
}
