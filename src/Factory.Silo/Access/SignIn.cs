namespace Factory.Silo.Access;

/// <summary>One browser that is signed in.</summary>
/// <param name="Record">What is kept of it.</param>
/// <param name="Session">What its requests are admitted with.</param>
internal sealed record SignIn(SignInRecord Record, AccessSession Session);
