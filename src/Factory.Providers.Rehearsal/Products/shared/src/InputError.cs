namespace App;

/// <summary>The user gave something that cannot be worked with; the message says what would be right.</summary>
public sealed class InputError(string message) : Exception(message);
