"""The bots of group chats: what each platform takes, how it refuses, and what that means."""
