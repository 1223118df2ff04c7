using System.Linq;

namespace Factory.Engine.Generator.Writing;

/// <summary>Names of what is generated.</summary>
internal static class Names
{
    /// <summary>One namespace per assembly, so that assemblies which see each other's internals do not clash.</summary>
    public static string NamespaceOf(string assembly) => "Factory.Engine.Generated." + Identifier(assembly);

    public static string Identifier(string name) => new([.. name.Select(letter => char.IsLetterOrDigit(letter) ? letter : '_')]);
}
