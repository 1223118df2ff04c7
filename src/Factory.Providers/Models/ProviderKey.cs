namespace Factory.Providers.Models;

/// <summary>A provider's key as the environment has it.</summary>
internal static class ProviderKey
{
    /// <summary>
    /// Why a key cannot be sent in an HTTP header; null when it can. Blanks around it are removed before it is sent.
    /// </summary>
    /// <param name="variable">The name of the variable, for the message.</param>
    /// <param name="value">Its value; null or blank when it is not set.</param>
    public static string? ProblemOf(string variable, string? value) => value?.Trim() switch
    {
        null or "" => $"{variable} is not set",
        var key when key.Any(c => c is <= ' ' or > '~') =>
            $"{variable} has a line break, a blank or another character that a key cannot have; set it to the key alone",
        _ => null,
    };
}
