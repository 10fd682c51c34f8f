// The page's own sentences, in Chinese and English. What bots and people write
// is never translated.

export const words = {
  en: {
    chats: 'Chats', topics: 'Topics', messages: 'Messages', back: 'Back', close: 'Close', cancel: 'Cancel', ok: 'OK', more: 'More',
    settings: 'Settings', bench: 'Test bench', account: 'You are {name}. Choose another person', general: 'General',
    chooseChat: 'Choose a chat', chooseTopic: 'Choose a topic', noMessages: 'No messages yet', noTopics: 'No topics yet',
    bot: 'bot', channel: 'channel', members: '{n} members', member1: '1 member', admin: 'admin', owner: 'owner', notInside: 'left', banned: 'banned',
    typing: 'typing', sendingPhoto: 'sending a picture', choosingSticker: 'choosing a sticker',
    write: 'Message', writePost: 'Only admins can post here', send: 'Send', sendAs: 'Speaking as {name}. Choose another person', speakAs: 'Speak as',
    attach: 'Attach', sendPicture: 'Send a picture', sendSticker: 'Send a sticker', menu: 'Menu', commands: 'Commands', noCommands: 'No commands',
    start: 'START', whatCanItDo: 'What can this bot do?', restart: 'Unblock', youBlocked: 'You have blocked this bot.',
    today: 'Today', yesterday: 'Yesterday', unread: 'Unread messages', unreadCount: '{n} unread', toEnd: 'To the newest message',
    edited: 'edited', you: 'You', replyTo: 'Reply to {name}', editing: 'Edit message', gone: 'Deleted message', showMessage: 'Show the message replied to',
    reply: 'Reply', edit: 'Edit', copy: 'Copy text', copied: 'Copied', remove: 'Delete', react: 'React with {emoji}', retract: 'Take back the vote', messageMenu: 'Message menu',
    removeAsk: 'Delete this message?', removeTell: 'It disappears for everybody in the chat.', notThere: 'That message is not here any more.',
    picture: 'Picture', enlarge: 'Enlarge the picture', sticker: 'Sticker', poll: 'Poll', onlyYou: 'Only you see this', onlySome: 'Only {name} sees this', via: 'via {name}',
    spoiler: 'Hidden text: press to show', unfold: 'Show more', fold: 'Show less', thinking: 'Thinking', stop: 'Stop',
    quiz: 'Quiz', anonymousQuiz: 'Anonymous quiz', anonymousPoll: 'Anonymous poll', publicPoll: 'Poll', finalResults: 'Final results',
    vote: 'Vote', noVotes: 'No votes yet', votes1: '1 vote', votes: '{n} votes', answers1: '1 answer', answers: '{n} answers', explanation: 'Explanation',
    right: 'right', wrong: 'wrong', yourChoice: 'your choice', results: 'View results', timeLeft: 'Time left: {time}', chosen: 'Answer chosen',
    sent: 'Sent', fromBot: 'Answer from the bot', inlineEmpty: 'Nothing found.', inlineHint: 'Type what to look for …', inlineWait: 'Looking …', suggestions: 'Suggestions',
    info: 'About this chat', block: 'Stop and block bot', unblock: 'Unblock bot', addBot: 'Add the bot', removeBot: 'Remove the bot', promoteBot: 'Make the bot an admin', demoteBot: 'Make the bot a plain member',
    joinGroup: '{name} joins', leaveGroup: '{name} leaves', upgrade: 'Upgrade to a supergroup', newTopic: 'New topic', topicName: 'Name of the topic', create: 'Create',
    privacyOff: 'The bot reads all messages', privacyOn: 'The bot sees commands, mentions and replies', botAbsent: 'The bot is not here',
    language: 'Language', auto: 'Automatic', chinese: '中文', english: 'English', theme: 'Theme', light: 'Light', dark: 'Dark',
    clock: 'The clock of this world', plusHour: '+1 h', plusDay: '+1 day', toMorning: 'to 8:30', moveHour: 'One hour on', moveDay: 'One day on', moveMorning: 'On to the next half past eight in the morning',
    benchTell: 'This page is a small Telegram of its own. The bot talks to it over HTTP as it would to the real one. Here you can make its life harder.',
    privacy: 'Privacy mode', privacyTell: 'In groups the bot gets only commands, replies to it and mentions.',
    faults: 'Faults', floodTell: 'More than 5 messages in 5 seconds in a chat, 20 a minute in a group or 30 a second overall: 429 with retry_after.', flood: 'Flood limits',
    slow: 'Slow answers', slowTell: 'Every sendMessage takes two seconds.', failSend: 'The next message fails', failSendTell: 'sendMessage gets 502 with a page of HTML, once.',
    drop: 'Dropped connection', dropTell: 'The connection breaks during the next sendMessage.', malformed: 'A broken update', malformedTell: 'The bot is handed an update that makes no sense.',
    repeat: 'A repeated update', repeatTell: 'The next update is handed out twice.', doIt: 'Do it', calls: 'Calls of the bot', callsTell: 'The newest first; open one to see it whole.', noCalls: 'None yet.', done: 'Done.',
    reset: 'Start over', resetTell: 'Forgets all messages, votes and settings of this world.', resetAsk: 'Start over?',
    lost: 'Connecting …', failed: 'That did not work: {why}', unreachable: 'the simulator does not answer', tooLong: 'A message has at most {n} characters.', local: 'A simulator on this machine, not Telegram',
    joined: '{name} joined', left: '{name} left', added: '{actor} added {name}', removed: '{actor} removed {name}', topicCreated: 'Topic “{name}” was created', topicClosed: 'The topic was closed', topicOpened: 'The topic was opened again', upgraded: 'The group became a supergroup', created: '{actor} created the chat', renamed: 'The chat is now called “{name}”', pinned: '{actor} pinned a message', optionAdded: '{actor} added an option', photoOf: 'Picture: {text}',
    cannotCopy: 'The browser does not let the page copy.', person: 'Person', open: 'Open', openAsk: 'Open this link?', username: 'Username',
  },
  zh: {
    chats: '聊天', topics: '话题', messages: '消息', back: '返回', close: '关闭', cancel: '取消', ok: '好', more: '更多',
    settings: '设置', bench: '试验台', account: '当前身份：{name}。切换身份', general: '常规',
    chooseChat: '选择一个聊天', chooseTopic: '选择一个话题', noMessages: '还没有消息', noTopics: '还没有话题',
    bot: '机器人', channel: '频道', members: '{n} 位成员', member1: '1 位成员', admin: '管理员', owner: '创建者', notInside: '已退出', banned: '已被移出',
    typing: '正在输入', sendingPhoto: '正在发送图片', choosingSticker: '正在选择贴纸',
    write: '输入消息', writePost: '仅管理员可以在此发布', send: '发送', sendAs: '以{name}的身份发言。切换身份', speakAs: '发言身份',
    attach: '附件', sendPicture: '发送图片', sendSticker: '发送贴纸', menu: '菜单', commands: '命令', noCommands: '没有命令',
    start: '开始', whatCanItDo: '这个机器人能做什么？', restart: '解除屏蔽', youBlocked: '你已屏蔽这个机器人。',
    today: '今天', yesterday: '昨天', unread: '未读消息', unreadCount: '{n} 条未读', toEnd: '跳到最新消息',
    edited: '已编辑', you: '你', replyTo: '回复 {name}', editing: '编辑消息', gone: '消息已删除', showMessage: '查看被回复的消息',
    reply: '回复', edit: '编辑', copy: '复制文字', copied: '已复制', remove: '删除', react: '用 {emoji} 回应', retract: '撤回投票', messageMenu: '消息菜单',
    removeAsk: '删除这条消息？', removeTell: '聊天中的所有人都将看不到它。', notThere: '那条消息已经不在了。',
    picture: '图片', enlarge: '放大图片', sticker: '贴纸', poll: '投票', onlyYou: '仅你可见', onlySome: '仅{name}可见', via: '来自 {name}',
    spoiler: '隐藏的文字：点按显示', unfold: '展开', fold: '收起', thinking: '正在思考', stop: '停止',
    quiz: '测验', anonymousQuiz: '匿名测验', anonymousPoll: '匿名投票', publicPoll: '投票', finalResults: '最终结果',
    vote: '投票', noVotes: '还没有人投票', votes1: '1 人投票', votes: '{n} 人投票', answers1: '1 人作答', answers: '{n} 人作答', explanation: '解析',
    right: '正确', wrong: '错误', yourChoice: '你的选择', results: '查看结果', timeLeft: '剩余时间：{time}', chosen: '已选择',
    sent: '已发送', fromBot: '机器人的回应', inlineEmpty: '没有找到结果。', inlineHint: '输入要查找的内容……', inlineWait: '正在查找……', suggestions: '建议',
    info: '聊天信息', block: '停用并屏蔽机器人', unblock: '解除屏蔽', addBot: '添加机器人', removeBot: '移出机器人', promoteBot: '设为管理员', demoteBot: '取消管理员',
    joinGroup: '{name} 加入', leaveGroup: '{name} 退出', upgrade: '升级为超级群组', newTopic: '新建话题', topicName: '话题名称', create: '创建',
    privacyOff: '机器人可以看到所有消息', privacyOn: '机器人只看到命令、提及和回复', botAbsent: '机器人不在群里',
    language: '语言', auto: '自动', chinese: '中文', english: 'English', theme: '主题', light: '浅色', dark: '深色',
    clock: '这个世界的时钟', plusHour: '+1 小时', plusDay: '+1 天', toMorning: '到 8:30', moveHour: '快进一小时', moveDay: '快进一天', moveMorning: '快进到下一个早上八点半',
    benchTell: '这个页面是一个独立的小型 Telegram。机器人通过 HTTP 与它通信，就像与真正的 Telegram 一样。在这里可以给它添点麻烦。',
    privacy: '隐私模式', privacyTell: '在群里，机器人只收到命令、对它的回复和提及。',
    faults: '故障', floodTell: '同一聊天 5 秒内超过 5 条、同一群组每分钟超过 20 条，或总计每秒超过 30 条时，返回 429 和 retry_after。', flood: '频率限制',
    slow: '响应缓慢', slowTell: '每次 sendMessage 都要两秒钟。', failSend: '下一条消息发送失败', failSendTell: 'sendMessage 收到一次 502 和一页 HTML。',
    drop: '连接中断', dropTell: '下一次 sendMessage 时连接会断开。', malformed: '损坏的更新', malformedTell: '交给机器人一条毫无意义的更新。',
    repeat: '重复的更新', repeatTell: '下一条更新会发送两次。', doIt: '执行', calls: '机器人的调用', callsTell: '最新的在前；点开可查看全文。', noCalls: '还没有。', done: '完成。',
    reset: '重新开始', resetTell: '清除这个世界的所有消息、投票和设置。', resetAsk: '重新开始？',
    lost: '正在连接……', failed: '没有成功：{why}', unreachable: '模拟器没有响应', tooLong: '一条消息最多 {n} 个字符。', local: '本机上的模拟器，并非 Telegram',
    joined: '{name} 加入了', left: '{name} 退出了', added: '{actor} 添加了 {name}', removed: '{actor} 移出了 {name}', topicCreated: '话题“{name}”已创建', topicClosed: '话题已关闭', topicOpened: '话题已重新开放', upgraded: '群组已升级为超级群组', created: '{actor} 创建了聊天', renamed: '聊天已更名为“{name}”', pinned: '{actor} 置顶了一条消息', optionAdded: '{actor} 添加了选项', photoOf: '图片：{text}',
    cannotCopy: '浏览器不允许此页面复制。', person: '人物', open: '打开', openAsk: '打开此链接？', username: '用户名',
  },
};

export const languages = Object.keys(words);

let chosen = 'auto';
try {
  chosen = localStorage.getItem('language') || 'auto';
} catch {
  // storage is switched off: the browser's language it is
}

// languageChoice is 'auto', 'zh' or 'en'; language is what that comes to.
export const languageChoice = () => chosen;

export function language() {
  if (languages.includes(chosen)) return chosen;
  for (const tag of navigator.languages ?? [navigator.language]) {
    const base = String(tag).toLowerCase().split('-')[0];
    if (languages.includes(base)) return base;
  }
  return 'en';
}

// locale is what dates and numbers are written in.
export const locale = () => (language() === 'zh' ? 'zh-CN' : 'en-GB');

export function chooseLanguage(choice) {
  chosen = choice;
  try {
    localStorage.setItem('language', choice);
  } catch {
    // it holds for this visit
  }
  document.documentElement.lang = locale();
}

// t gives a sentence; {name} in it is filled from values.
export function t(key, values = {}) {
  const sentence = words[language()][key] ?? key;
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

// count picks the sentence for one or for many.
export function count(key, n) {
  const one = words[language()][`${key}1`];
  return n === 1 && one ? one : t(key, { n: new Intl.NumberFormat(locale()).format(n) });
}

document.documentElement.lang = locale();
