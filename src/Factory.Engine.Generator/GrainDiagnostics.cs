using Microsoft.CodeAnalysis;

namespace Factory.Engine.Generator;

/// <summary>What the generator refuses. Each message names the fix.</summary>
internal static class GrainDiagnostics
{
    private const string Category = "Grains";

    public static readonly DiagnosticDescriptor ReturnType = Error(
        "GRAIN001", "Unsupported return type", "'{0}' returns {1}. Grain methods return Task, Task<T>, ValueTask, ValueTask<T> or IAsyncEnumerable<T>.");

    // GRAIN002 refused IAsyncEnumerable once. Ids are not used again.

    public static readonly DiagnosticDescriptor Member = Error(
        "GRAIN003", "Unsupported member of a grain interface", "'{0}' is {1}. Grain interfaces have ordinary methods only, with parameters passed by value.");

    public static readonly DiagnosticDescriptor Access = Error(
        "GRAIN004", "Inaccessible grain type", "'{0}' is {1}. Generated code must see it: make it and the types around it public or internal.");

    public static readonly DiagnosticDescriptor Constructor = Error(
        "GRAIN005", "Unsuitable grain constructor", "'{0}' {1}. A grain class has exactly one public constructor; its parameters are services or persistent state.");

    public static readonly DiagnosticDescriptor Generic = Error(
        "GRAIN006", "Generic grains are not supported", "'{0}' is {1}. Make one grain per type.");

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, Category, DiagnosticSeverity.Error, isEnabledByDefault: true);
}
