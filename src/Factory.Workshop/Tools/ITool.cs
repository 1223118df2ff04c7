using Microsoft.Extensions.AI;

namespace Factory.Workshop.Tools;

/// <summary>
/// Something a model can do. To add one: 1. its name in <c>ToolNames</c>; 2. a class here whose schema comes from <see cref="ToolSchema"/> and whose
/// arguments are read through <see cref="ToolArguments"/>; 3. its line in <see cref="AttemptTools"/>, which decides who gets it.
/// </summary>
internal interface ITool
{
    /// <summary>What the model is told: name, purpose, arguments.</summary>
    AIFunctionDeclaration Declaration { get; }

    /// <summary>Whether calls may overlap.</summary>
    ToolAccess Access { get; }

    /// <summary>Does it.</summary>
    /// <exception cref="ToolFailure">It cannot be done so; the message goes to the model.</exception>
    Task<ToolResult> RunAsync(ToolArguments arguments, CancellationToken cancellationToken);
}

/// <summary>Whether calls of one turn may overlap.</summary>
internal enum ToolAccess
{
    /// <summary>Changes nothing: calls beside each other run at once.</summary>
    Read,

    /// <summary>May change something: runs alone, in the order of the calls.</summary>
    Write,
}
