import streamlit as st
from openai import OpenAI

client = OpenAI()  # OPENAI_BASE_URL and OPENAI_API_KEY
if question := st.chat_input("Ask about your sales"):
    messages = [{"role": "user", "content": question}]
    st.write_stream(client.chat.completions.create(model="salestalk", messages=messages, stream=True))
